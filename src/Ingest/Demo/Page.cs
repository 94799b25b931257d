namespace Ingest.Demo;

/// <summary>A page of a site.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Title">Its title.</param>
/// <param name="Weight">How often it is chosen among its kind.</param>
internal sealed record Page(string Path, string Title, double Weight = 1);
