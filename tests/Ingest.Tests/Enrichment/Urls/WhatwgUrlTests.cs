using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Buffers;
using Ingest.Core.Enrichment.Urls;

namespace Ingest.Tests.Enrichment.Urls;

public sealed class WhatwgUrlTests
{
    private const string Localhost = "https://localhost";

    [Fact]
    public void Agrees_with_the_standard_on_every_vector()
    {
        Assert.True(Vectors().Length > 800);
        var differences = new List<string>();
        foreach (var vector in Vectors())
        {
            var input = vector.GetProperty("input").GetString()!;
            var expected = vector.GetProperty("parts") is { ValueKind: JsonValueKind.Array } parts ? string.Join(' ', parts.EnumerateArray().Select(p => p.GetString())) : null;
            var actual = Parse(Encoding.UTF8.GetBytes(input), vector.GetProperty("base").GetString());
            if (actual != expected)
            {
                differences.Add($"{vector.GetRawText()}\n  is {actual ?? "invalid"}");
            }
        }

        Assert.Empty(differences);
    }

    [Fact]
    public void Validity_is_that_of_the_vectors()
    {
        foreach (var vector in Vectors().Where(v => v.GetProperty("base").GetString() == Localhost))
        {
            var input = vector.GetProperty("input").GetString()!;
            var isValid = vector.GetProperty("parts").ValueKind == JsonValueKind.Array;
            Assert.True(isValid == WhatwgUrl.IsValid(Encoding.UTF8.GetBytes(input)), input);
        }
    }

    [Fact]
    public void An_invalid_url_leaves_the_arena_as_it_was()
    {
        var arena = new Utf8Arena();
        arena.Append("kept"u8);
        Assert.False(WhatwgUrl.TryParse("https://user@exa mple:80/"u8, arena, out _));
        Assert.Equal(4, arena.Length);
    }

    [Fact]
    public void A_domain_beyond_ascii_has_a_limit()
    {
        Assert.True(WhatwgUrl.IsValid(Encoding.UTF8.GetBytes("//" + string.Concat(Enumerable.Repeat("ü.", 512)))));
        Assert.False(WhatwgUrl.IsValid(Encoding.UTF8.GetBytes("//" + string.Concat(Enumerable.Repeat("ü.", 513)))));
    }

    [Fact]
    public void No_bytes_make_it_throw_and_its_output_parses_to_itself()
    {
        var bytes = Gen.Frequency(
            (4, Gen.Elements("/\\?#:@.%[]|2eE0x1aZ-+ \t\u00fc"u8.ToArray())),
            (1, Gen.Choose(0, 255).Select(i => (byte)i)));
        var starts = Gen.Elements("", "https://", "//", "/", "file:", "a:", "a://", "http:\\\\", "https://[", "//1.");
        var inputs = from start in starts
                     from rest in bytes.ArrayOf()
                     select (byte[])[.. Encoding.UTF8.GetBytes(start), .. rest];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(inputs.ToArbitrary(), IsStable));
    }

    private static bool IsStable(byte[] input)
    {
        var arena = new Utf8Arena();
        Assert.True(WhatwgUrl.TryParse("https://localhost"u8, arena, out var localhost));
        var isValid = WhatwgUrl.TryParse(input, localhost, arena, out var url);
        Assert.Equal(isValid, WhatwgUrl.IsValid(input));
        if (!isValid)
        {
            return true;
        }

        var href = UrlSerializer.Href(url, arena);
        return WhatwgUrl.TryParse(Encoding.UTF8.GetBytes(href), arena, out var again) && UrlSerializer.Href(again, arena) == href;
    }

    private static string? Parse(byte[] input, string? baseText)
    {
        var arena = new Utf8Arena();
        WhatwgUrl baseUrl = default;
        Assert.True(baseText is null || WhatwgUrl.TryParse(Encoding.UTF8.GetBytes(baseText), arena, out baseUrl));
        return WhatwgUrl.TryParse(input, baseUrl, arena, out var url) ? string.Join(' ', UrlSerializer.Parts(url, arena)) : null;
    }

    private static JsonElement[] Vectors()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Vectors", "whatwg-url.json"));
        using var document = JsonDocument.Parse(file);
        return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(v => v.Clone())];
    }
}
