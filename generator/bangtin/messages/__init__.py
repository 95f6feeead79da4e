"""What is said to people: a catalogue a language, and which of them is spoken."""
