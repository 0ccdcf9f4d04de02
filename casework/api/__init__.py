"""The HTTP API's frame: what a call takes and answers as types, its description, answers that are given again."""
