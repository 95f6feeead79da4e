"""Where a site keeps what is built: paths from its root."""

PUBLIC = "public"
STORE = ".bangtin"
RESULTS = f"{STORE}/store"
PAST = f"{STORE}/past"
RECORD = f"{STORE}/published"
LOCK = f"{STORE}/lock"
