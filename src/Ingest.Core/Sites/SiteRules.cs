using System.Buffers;
using System.Text;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Intake.Origins;
using Ingest.Core.Registry;

namespace Ingest.Core.Sites;

/// <summary>What a site must be like, whether it was added by command or by hand.</summary>
internal static class SiteRules
{
    private const int DomainsMax = 100;
    private const int DomainLengthMax = 253;
    private const int IgnoredMax = 100;
    private const double EventsPerSecondMax = 1_000_000_000;
    private const int NoteLengthMax = 1_000;

    private static readonly SearchValues<char> NotInDomains = SearchValues.Create(" /\\?#@:*\"'<>,;");

    /// <inheritdoc cref="IRegistryEntry{T}.FaultOf"/>
    public static string? FaultOf(Site? site) => site is null
        ? "it is null."
        : RegistryRules.IdFault(site.Id) ?? RegistryRules.NameFault(site.Name) ?? DomainsFault(site.Domains) ?? SettingsFault(site.Settings);

    private static string? DomainsFault(IReadOnlyList<string> domains) =>
        domains.Count > DomainsMax
            ? $"it has {domains.Count} domains, of which {DomainsMax} are allowed."
            : domains.Select(DomainFault).FirstOrDefault(fault => fault is not null);

    private static string? SettingsFault(SiteSettings settings) =>
        settings.IgnoredAddresses.Count > IgnoredMax ? $"it ignores {settings.IgnoredAddresses.Count} addresses, of which {IgnoredMax} are allowed. Give ranges."
        : settings.IgnoredAddresses.Select(AddressFault).FirstOrDefault(fault => fault is not null) is { } addressFault ? addressFault
        : settings.Bots is { } bots && !Enum.IsDefined(bots) ? "its policy for bots is none of drop, keep and store."
        : settings.Timestamps is { } timestamps && !Enum.IsDefined(timestamps) ? "its policy for timestamps is none of any, keyed and none."
        : settings.EventsPerSecond is { } rate && !(rate is >= 0 and <= EventsPerSecondMax) ? $"its rate is {rate} events a second: give 0 for no limit, or at most {EventsPerSecondMax}."
        : !SiteTimeZone.IsKnown(settings.TimeZone) ? $"its time zone is \"{settings.TimeZone}\", which is none that this system knows. Give the IANA name, with its capitals: Europe/Berlin, or UTC."
        : settings.RetentionNote.Length > NoteLengthMax ? $"its retention note has {settings.RetentionNote.Length} characters, of which {NoteLengthMax} are allowed."
        : settings.RetentionNote.Any(char.IsControl) ? "its retention note has control characters."
        : null;

    private static string? AddressFault(string? text) =>
        text is not null && IpRange.TryParse(text, out _)
            ? null
            : $"the ignored address \"{text}\" is no address and no range. Give 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.";

    private static string? DomainFault(string? domain) =>
        string.IsNullOrEmpty(domain) ? "a domain is empty."
        : domain.Length > DomainLengthMax || domain.AsSpan(domain.StartsWith(DomainList.Wildcard, StringComparison.Ordinal) ? DomainList.Wildcard.Length : 0).ContainsAny(NotInDomains) || !Ascii.IsValid(domain) || domain.Any(char.IsControl)
            ? $"\"{domain}\" is no domain. Give the host alone, without scheme, port or path, in its ASCII form: example.com, or *.example.com for all below it"
            : null;
}
