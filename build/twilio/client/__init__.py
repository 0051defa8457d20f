"""How Twilio is spoken to: requests over HTTP and what is answered; no decision about a release."""
