"""Send requests to an org and read the answers, with httpx and the standard library, without Node."""
