"""The questions that the benchmarks answer: one module for each subject or group of questions."""
