"""Is it genuine? Licences by identifier or code, sealed files by their signatures."""
