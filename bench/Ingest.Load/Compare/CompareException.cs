namespace Ingest.Load.Compare;

/// <summary>A scenario cannot be measured; the message says why and what to do.</summary>
internal sealed class CompareException(string message) : Exception(message);
