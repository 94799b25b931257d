using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Intake.Origins;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Intake.Origins;

public sealed class DomainListTests
{
    private static readonly DomainList List = new(["example.com", "*.example.org", "localhost", "*.co"]);

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("EXAMPLE.com", true)]
    [InlineData("www.example.com", false)]
    [InlineData("notexample.com", false)]
    [InlineData("a.example.org", true)]
    [InlineData("a.b.c.Example.ORG", true)]
    [InlineData("example.org", false)]
    [InlineData("aexample.org", false)]
    [InlineData(".example.org", true)]
    [InlineData("localhost", true)]
    [InlineData("x.co", true)]
    [InlineData("co", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("*.example.org", true)]
    [InlineData("ex\u00e4mple.com", false)]
    public void A_host_is_in_the_list_or_below_one_of_it(string host, bool isIn) => Assert.Equal(isIn, List.Contains(Encoding.UTF8.GetBytes(host)));

    [Fact]
    public void Any_host_is_found_as_by_comparing_with_each() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
            (from domains in Domain(withStar: true).ArrayOf() from host in Domain(withStar: false) select (domains, host)).ToArbitrary(),
            given => new DomainList(given.domains).Contains(Encoding.ASCII.GetBytes(given.host)) == given.domains.Any(domain =>
                domain.StartsWith("*.", StringComparison.Ordinal) ? given.host.EndsWith(domain[1..], StringComparison.Ordinal) : given.host == domain)));

    [Fact]
    public void Looking_allocates_nothing()
    {
        var host = "a.very.deep.host.of.example.org"u8.ToArray();
        Assert.Equal(0, Allocations.Least(() => List.Contains(host)));
    }

    private static Gen<string> Domain(bool withStar) =>
        from labels in Gen.Elements("a", "b", "c").NonEmptyListOf()
        from isWildcard in Gen.Elements(true, false)
        select (withStar && isWildcard ? "*." : "") + string.Join('.', labels);
}
