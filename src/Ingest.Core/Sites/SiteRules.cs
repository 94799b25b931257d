using System.Buffers;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Core.Sites;

/// <summary>What a site must be like, whether it was added by command or by hand.</summary>
internal static class SiteRules
{
    private const int SitesMax = 100_000;
    private const int NameLengthMax = 100;
    private const int DomainsMax = 100;
    private const int DomainLengthMax = 253;
    private const int IgnoredMax = 100;
    private const int NoteLengthMax = 1_000;

    private static readonly SearchValues<char> NotInDomains = SearchValues.Create(" /\\?#@:*\"'<>,;");

    /// <summary>Why a site cannot stand beside the others, in words; null when it can.</summary>
    public static string? FaultOf(Site? site, IReadOnlyDictionary<Guid, Site> others) => site switch
    {
        null => "it is null.",
        _ when others.Count >= SitesMax => $"there are {SitesMax} sites already, those deleted included, the most allowed.",
        _ => IdFault(site.Id, others) ?? NameFault(site.Name) ?? DomainsFault(site.Domains) ?? SettingsFault(site.Settings),
    };

    // Trackers send the id in a payload whose check takes RFC 9562 versions 1 to 8 of variant 2 alone: any other id would never match.
    private static string? IdFault(Guid id, IReadOnlyDictionary<Guid, Site> others)
    {
        if (id.Version is < 1 or > 8 || (id.Variant & 0b1100) != 0b1000)
        {
            return $"the id {id} is no UUID of RFC 9562, version 1 to 8. Leave it out to have one made.";
        }

        return others.GetValueOrDefault(id) switch
        {
            null => null,
            { DeletedAt: not null } same => $"the id {id} is that of the deleted site \"{same.Name}\". Restore it with 'ingest site restore', or give another id.",
            var same => $"the id {id} is already that of the site \"{same.Name}\". Give another, or leave it out to have one made.",
        };
    }

    private static string? NameFault(string name) =>
        string.IsNullOrWhiteSpace(name) ? "its name is empty."
        : name.Length > NameLengthMax ? $"its name has {name.Length} characters, of which {NameLengthMax} are allowed."
        : name.Any(char.IsControl) ? "its name has control characters."
        : null;

    private static string? DomainsFault(IReadOnlyList<string> domains) =>
        domains.Count > DomainsMax
            ? $"it has {domains.Count} domains, of which {DomainsMax} are allowed."
            : domains.Select(DomainFault).FirstOrDefault(fault => fault is not null);

    private static string? SettingsFault(SiteSettings settings) =>
        settings.IgnoredAddresses.Count > IgnoredMax ? $"it ignores {settings.IgnoredAddresses.Count} addresses, of which {IgnoredMax} are allowed. Give ranges."
        : settings.IgnoredAddresses.Select(AddressFault).FirstOrDefault(fault => fault is not null) is { } addressFault ? addressFault
        : settings.Bots is { } bots && !Enum.IsDefined(bots) ? "its policy for bots is none of drop, keep and store."
        : settings.RetentionNote.Length > NoteLengthMax ? $"its retention note has {settings.RetentionNote.Length} characters, of which {NoteLengthMax} are allowed."
        : settings.RetentionNote.Any(char.IsControl) ? "its retention note has control characters."
        : null;

    private static string? AddressFault(string? text) =>
        text is not null && IpRange.TryParse(text, out _)
            ? null
            : $"the ignored address \"{text}\" is no address and no range. Give 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.";

    private static string? DomainFault(string? domain) =>
        string.IsNullOrEmpty(domain) ? "a domain is empty."
        : domain.Length > DomainLengthMax || domain.AsSpan().ContainsAny(NotInDomains) || domain.Any(char.IsControl)
            ? $"\"{domain}\" is no domain. Give the host alone, without scheme, port or path: example.com"
            : null;
}
