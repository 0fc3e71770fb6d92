// The target's first test replaces this file.
