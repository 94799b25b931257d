namespace Ingest.Core.Registry;

/// <summary>What ids and names of all entries must be like.</summary>
internal static class RegistryRules
{
    private const int NameLengthMax = 100;

    // Trackers send the ids of sites in a payload whose check takes RFC 9562 versions 1 to 8 of variant 2 alone: any other id would never match.
    public static string? IdFault(Guid id) =>
        id.Version is < 1 or > 8 || (id.Variant & 0b1100) != 0b1000
            ? $"the id {id} is no UUID of RFC 9562, version 1 to 8. Leave it out to have one made."
            : null;

    public static string? NameFault(string name) =>
        string.IsNullOrWhiteSpace(name) ? "its name is empty."
        : name.Length > NameLengthMax ? $"its name has {name.Length} characters, of which {NameLengthMax} are allowed."
        : name.Any(char.IsControl) ? "its name has control characters."
        : null;
}
