using System.Runtime.InteropServices;

namespace Ingest.Core.Keys;

/// <summary>One thing that a key may do.</summary>
/// <param name="Right">What.</param>
/// <param name="Site">For which site; null for all.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeyScope(KeyRight Right, Guid? Site)
{
    /// <summary>Reads <c>admin</c>, <c>read:SITE</c> or <c>send:SITE</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out KeyScope scope)
    {
        scope = default;
        switch (text?.Split(':'))
        {
            case ["admin"]:
                scope = new KeyScope(KeyRight.Admin, null);
                return true;
            case ["read" or "send", var site] when site == "*" || Guid.TryParseExact(site, "D", out _):
                scope = new KeyScope(text[0] == 'r' ? KeyRight.Read : KeyRight.Send, site == "*" ? null : Guid.Parse(site));
                return true;
            default:
                return false;
        }
    }

    /// <summary>True when it gives a right for a site; for all sites when that is null.</summary>
    public bool Gives(KeyRight right, Guid? site) => Right == KeyRight.Admin || (Right == right && (Site is null || Site == site));
}
