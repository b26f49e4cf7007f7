"""The postmortem: from the record of an incident to a document, and from the document to a format."""
