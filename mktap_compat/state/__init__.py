"""What a server has learned: saving it, and finding it again."""
