namespace Ingest.Faults;

/// <summary>The campaign cannot go on: the server does not come back, delivers nothing any more, or answers what it must not.</summary>
internal sealed class CampaignException(string message) : Exception(message);
