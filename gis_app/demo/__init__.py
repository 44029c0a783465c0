"""The generated demonstration district."""
