using Ingest.Commands;
using Ingest.Commands.Report;

namespace Ingest.Tests.Commands.Report;

public sealed class WhereFilterTests
{
    [Fact]
    public void Conditions_of_one_key_are_alternatives_and_each_sign_is_a_key_of_its_own()
    {
        var filter = WhereFilter.Parse(["country=DE", "country=AT", "device!=mobile", "path~/blog", "referrer="]);
        Assert.Equal("{'!device':['mobile'],'country':['DE','AT'],'referrer':[''],'~path':['/blog']}", filter.ToParameter());
        Assert.Equal(["!device", "country", "referrer", "~path"], filter.Keys);
    }

    [Fact]
    public void A_value_may_have_signs_of_its_own_and_stays_within_its_quotes() =>
        Assert.Equal(
            @"{'path':['/a=b~c!=d\'],\'x\':[\'\\\n']}",
            WhereFilter.Parse(["path=/a=b~c!=d'],'x':['\\\n"]).ToParameter());

    [Fact]
    public void Nothing_is_an_empty_map() => Assert.Equal("{}", WhereFilter.Parse([]).ToParameter());

    [Theory]
    [InlineData("country", "key=value")]
    [InlineData("=DE", "key=value")]
    [InlineData("land=DE", "browser, channel, city")]
    [InlineData("country~", "1 to 1000")]
    public void What_is_no_condition_is_refused_with_the_right_form(string condition, string named) =>
        Assert.Contains(named, Assert.Throws<CommandException>(() => WhereFilter.Parse([condition])).Message, StringComparison.Ordinal);
}
