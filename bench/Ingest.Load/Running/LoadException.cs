namespace Ingest.Load.Running;

/// <summary>A run cannot do what was asked; the message says why and what to do.</summary>
public sealed class LoadException(string message) : Exception(message);
