"""Files made to fool whoever looks at them: what each is, and proof that none gets past us."""
