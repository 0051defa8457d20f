"""Send requests to Twilio over HTTP, and read the answers. Nothing here decides about a release."""
