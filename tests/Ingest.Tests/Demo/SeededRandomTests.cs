using Ingest.Demo;

namespace Ingest.Tests.Demo;

/// <summary>The numbers that everything follows from.</summary>
public sealed class SeededRandomTests
{
    private const int Draws = 20_000;

    [Fact]
    public void Numbers_of_a_seed_never_change()
    {
        // From them follow the ids of all events: other numbers would add every event of a data folder again.
        var random = new SeededRandom(1);
        Assert.Equal([0x910A_2DEC_8902_5CC1, 0xBEEB_8DA1_658E_EC67], new[] { random.Next(), random.Next() });
        Assert.NotEqual(SeededRandom.Mix(1, 2), SeededRandom.Mix(2, 1));
    }

    [Fact]
    public void Choice_is_drawn_as_often_as_its_weight_says()
    {
        var random = new SeededRandom(5);
        var choice = new WeightedChoice<(string Name, double Weight)>([("never", 0), ("once", 1), ("thrice", 3)], value => value.Weight);
        var counts = Enumerable.Range(0, Draws).Select(_ => choice.Draw(random).Name).CountBy(name => name).ToDictionary();
        Assert.False(counts.ContainsKey("never"));
        Assert.InRange(counts["thrice"] / (double)Draws, 0.735, 0.765);
    }

    [Fact]
    public void Numbers_lie_around_their_median()
    {
        var random = new SeededRandom(9);
        var numbers = Enumerable.Range(0, Draws).Select(_ => random.Around(100, 0.5)).Order().ToList();
        Assert.InRange(numbers[Draws / 2], 97, 103);
        Assert.InRange(numbers[(int)(Draws * 0.8413)], 157, 173);
        Assert.True(numbers[0] > 0);
    }
}
