using System.Text;
using System.Text.Json;

namespace Ingest.Faults.Load;

/// <summary>A choice of texts, each as it is meant and as JSON writes it.</summary>
internal sealed class UglyTexts
{
    private readonly (byte[] Plain, byte[] Json)[] _texts;

    private UglyTexts(IEnumerable<string> texts) =>
        _texts = [.. texts.Select(text => (Encoding.UTF8.GetBytes(text), JsonSerializer.SerializeToUtf8Bytes(text)))];

    /// <summary>Values of event data: what breaks quoting, splitting, and code that counts characters.</summary>
    public static UglyTexts Values { get; } = new(
    [
        "", " ", "plain", "it's \"quoted\"", "back\\slash \\N \\0", "tab\tand\nnew line\r\n", "\u0001\u001b[31m", "ünïcödé ß", "日本語のテキスト",
        "👩‍👩‍👧 family", "‮right to left", "a\u0301 combining", "'; DROP TABLE fact_event; --", "{\"json\":[1,2]}", "${jndi:x} {{7*7}} %s %n",
        "=1+1", "<script>alert(1)</script>", "null", "NaN", new string('x', 300), "ends with a backslash\\", "\ufeffmark", "zero\u0000byte",
    ]);

    /// <summary>Titles.</summary>
    public static UglyTexts Titles { get; } = new(["Home", "Prices & more", "\"Quoted\" title", "日本", "Ärger mit 'Quotes'", "\\ \\\\", "a\tb", ""]);

    /// <summary>Names of custom events.</summary>
    public static UglyTexts Names { get; } = new(["sign up", "kauf-bestätigt", "a\"b'c\\d", "🎉", "click"]);

    /// <summary>Tags.</summary>
    public static UglyTexts Tags { get; } = new(["", "spring", "b\\t", "тег"]);

    /// <summary>Paths that need no escape in a URL.</summary>
    public static UglyTexts Paths { get; } = new(["/", "/prices", "/blog/2026/a-long-name-of-a-post", "/a,b;c=d/(e)", "/caf\u00e9/\u2615"]);

    public ReadOnlySpan<byte> Plain(ulong choice) => _texts[choice % (ulong)_texts.Length].Plain;

    public ReadOnlySpan<byte> Json(ulong choice) => _texts[choice % (ulong)_texts.Length].Json;
}
