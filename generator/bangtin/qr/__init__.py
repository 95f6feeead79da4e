"""QR codes: encoded for print, and read back from what was printed."""
