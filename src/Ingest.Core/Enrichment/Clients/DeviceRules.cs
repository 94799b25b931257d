using System.Text;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>
/// Tells the kind of a device from its user agent. Particular kinds come first: a headset, a watch and a television with Android also say
/// "Mobile" or look like tablets. What no rule knows is a desktop, or a laptop by its screen.
/// </summary>
internal static class DeviceRules
{
    private static readonly byte[] Mobile = Encoding.ASCII.GetBytes("mobile");
    private static readonly byte[] Tablet = Encoding.ASCII.GetBytes("tablet");
    private static readonly byte[] Embedded = Encoding.ASCII.GetBytes("embedded");
    private static readonly byte[] SmartTv = Encoding.ASCII.GetBytes("smarttv");

    private static readonly (byte[] Device, DeviceToken[] Tokens)[] Kinds =
    [
        (Encoding.ASCII.GetBytes("xr"), DeviceVocabulary.Xr),
        (Encoding.ASCII.GetBytes("wearable"), DeviceVocabulary.Wearable),
        (Encoding.ASCII.GetBytes("console"), DeviceVocabulary.Console),
        (Embedded, DeviceVocabulary.Embedded),
        (SmartTv, DeviceVocabulary.SmartTv),
    ];

    /// <summary>Kind of the device as UTF-8; empty for desktops and what is not known.</summary>
    public static byte[] Find(ReadOnlySpan<byte> userAgent)
    {
        Span<byte> buffer = stackalloc byte[UserAgentCache.ExaminedBytesMax];
        userAgent = userAgent[..Math.Min(userAgent.Length, buffer.Length)];
        Ascii.ToLower(userAgent, buffer, out var length);
        ReadOnlySpan<byte> text = buffer[..(length < userAgent.Length ? LowerSlow(userAgent, buffer) : length)];

        foreach (var (device, tokens) in Kinds)
        {
            if (OneOccurs(tokens, text))
            {
                return device;
            }
        }

        return HandheldOf(text);
    }

    private static byte[] HandheldOf(ReadOnlySpan<byte> text)
    {
        // A Mac says so also when an iPad pretends to be one, and its web views add "Mobile".
        if (text.Has("(macintosh"u8) || text.Has("; cros "u8) || (text.Has("(windows nt"u8) && !SaysMobile(text)))
        {
            return [];
        }

        if (HasAmazonModel(text, "; aft"u8))
        {
            return SmartTv;
        }

        var model = AndroidModelOf(text);
        if (HasAmazonModel(text, "; kf"u8) || HasAmazonModel(text, "; aeo"u8) || OneOccurs(DeviceVocabulary.Tablet, text) ||
            OneOccurs(DeviceVocabulary.AndroidTablet, model))
        {
            return Tablet;
        }

        if (text.Has("phone"u8) || SaysMobile(text) || OneOccurs(DeviceVocabulary.Mobile, text) ||
            OneOccurs(DeviceVocabulary.AndroidPhone, model))
        {
            return Mobile;
        }

        // Google's advice to makers: a tablet leaves "Mobile" out.
        return !model.IsEmpty && text.Has(" safari"u8) ? Tablet : [];
    }

    private static bool OneOccurs(DeviceToken[] tokens, ReadOnlySpan<byte> text)
    {
        foreach (var token in tokens)
        {
            if (token.Occurs(text))
            {
                return true;
            }
        }

        return false;
    }

    // Amazon's models are one word: AFTMM, KFMAWI.
    private static bool HasAmazonModel(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix)
    {
        if (!text.After(prefix, out var rest))
        {
            return false;
        }

        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'z');
        return end > 0 && (rest[end] == ')' || rest[end..].StartsWith(" build"u8));
    }

    // "Mobile;" is Firefox's, "Mobile/15E148" Apple's, "Mobile Safari" everyone else's.
    private static bool SaysMobile(ReadOnlySpan<byte> text)
    {
        while (text.After("mobile"u8, out text))
        {
            if (text.StartsWith(";"u8) || text.StartsWith("/"u8) || text.StartsWith(")"u8) || (text.StartsWith(" "u8) && text.Has("safari"u8)))
            {
                return true;
            }
        }

        return false;
    }

    // What stands between "Android 14;" and the build or the closing parenthesis: the model, and before 2015 the language.
    private static ReadOnlySpan<byte> AndroidModelOf(ReadOnlySpan<byte> text)
    {
        if (!text.After("android"u8, out var rest))
        {
            return default;
        }

        var end = rest.IndexOf((byte)')');
        rest = end < 0 ? rest : rest[..end];
        if (!rest.After(";"u8, out var model))
        {
            return default;
        }

        var build = model.IndexOf(" build"u8);
        return build < 0 ? model : model[..build];
    }

    // Ascii.ToLower stops at the first byte that is not ASCII; few user agents have one.
    private static int LowerSlow(ReadOnlySpan<byte> text, Span<byte> lowered)
    {
        for (var i = 0; i < text.Length; i++)
        {
            lowered[i] = text[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[i] | 0x20) : text[i];
        }

        return text.Length;
    }
}
