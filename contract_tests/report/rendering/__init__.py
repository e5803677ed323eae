"""Reports that are rendered from `verdict.json` alone: pages, JUnit XML, Markdown and a badge."""
