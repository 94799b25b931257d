namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>
/// What the lexical check lets pass, the engine must read the same way. Random soups of quotes, comments and heredocs carry a second
/// statement and a file clause; the writer runs them, who could do both if one got through.
/// </summary>
[Collection(EngineCollection.Name)]
public sealed class HiddenTextTests(EmbeddedEngine engine)
{
    private const int Soups = 1500;

    private static readonly string[] Pieces =
    [
        "'", "''", "\\'", "\\", "\"", "`", "/*", "*/", "--", "//", "# ", "#!", "#", "\n", " ", "$$", "$a$", "$a b$", "$", ";", "a", "1", ",", "(", ")",
        "\u00a0", "\u2212", "‘", "’", "“", "x'", "b'", "\t", "\r", "\f", "\0", "\\G", "1e", ".", "@@", "?", "{p:String}", "é",
        "; DROP TABLE hidden; ", " INTO OUTFILE 'OUT' ", "; DROP TABLE hidden -- ", "INTO OUTFILE 'OUT' /*", "SELECT ", " FORMAT TSV ",
    ];

    [Fact]
    public async Task Nothing_hidden_from_the_check_is_visible_to_the_engine()
    {
        await engine.Writer.QueryAsync("CREATE OR REPLACE TABLE hidden (a UInt8) ENGINE = MergeTree ORDER BY a");
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var file = Path.Combine(engine.Folder, "store", "hidden.out");
        var ran = 0;
        for (var i = 0; i < Soups; i++)
        {
            var soup = "SELECT " + (random.Next(2) == 0 ? "1 " : "'a' ") + string.Concat(random.GetItems(Pieces, random.Next(2, 14))).Replace("OUT'", $"{file}'", StringComparison.Ordinal);
            using var reply = await engine.Writer.SendAsync(soup, "param_p=v&max_execution_time=5");
            ran += reply.IsSuccessStatusCode ? 1 : 0;
        }

        Assert.True(await engine.Writer.QueryAsync("EXISTS TABLE hidden") == "1", $"a soup of seed {seed} dropped the table");
        Assert.False(File.Exists(file), $"a soup of seed {seed} wrote a file");
        Assert.True(ran > Soups / 50, $"only {ran} soups were valid SQL: the test shows little");
    }
}
