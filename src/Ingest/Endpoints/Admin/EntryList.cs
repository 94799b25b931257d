namespace Ingest.Endpoints.Admin;

/// <summary>A page of a list.</summary>
/// <param name="Items">The entries, in the order they were added.</param>
/// <param name="Next">To be sent as <c>after</c> for the next page; null on the last.</param>
internal sealed record EntryList<TReply>(IReadOnlyList<TReply> Items, Guid? Next);
