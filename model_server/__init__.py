"""A small model server with the OpenAI API: embeddings by the embedded model, where no larger server is at hand."""
