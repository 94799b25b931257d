using System.Globalization;
using System.Text;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>Domain to ASCII of the WHATWG URL Standard §3.3, for domains that are not plain ASCII. Allocates.</summary>
/// <remarks>
/// UTS #46 by the platform's IDNA, one label at a time, since the platform refuses empty labels and long domains that the standard allows.
/// It still refuses labels over 63 octets, labels with a hyphen at either end and labels of ignored characters alone; and it does not apply the rules on writing direction.
/// </remarks>
internal static class UrlIdna
{
    // DNS ends at 253. Each label costs a call into the platform, so a domain of a megabyte would cost a second.
    private const int DomainCharsMax = 1024;

    private static readonly IdnMapping Mapping = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>The ASCII form of a domain in lower case; false when UTS #46 gives it none.</summary>
    public static bool TryToAscii(string domain, out string ascii)
    {
        ascii = "";
        if (domain.Length > DomainCharsMax)
        {
            return false;
        }

        var labels = domain.Split('.', '\u3002', '\uFF0E', '\uFF61');
        for (var i = 0; i < labels.Length; i++)
        {
            if (!TryMap(labels[i], out labels[i]))
            {
                return false;
            }
        }

        ascii = string.Join('.', labels);
        return true;
    }

    private static bool TryMap(string label, out string ascii)
    {
        ascii = label;
        if (Ascii.IsValid(label) && !label.StartsWith("xn--", StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            ascii = Mapping.GetAscii(label);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
