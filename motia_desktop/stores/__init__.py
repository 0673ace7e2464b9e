"""QObjects with typed signals; the only subscribers to the stream."""
