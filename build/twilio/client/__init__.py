"""Talk to Twilio: requests over HTTP and their answers; no decision about a release."""
