"""Where reports come from: data/reference/sources.yml as frozen values, and what a place tells before reading."""
