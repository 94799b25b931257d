using System.Net.Http.Headers;
using System.Text;
using Ingest.Sinks.Iceberg.Catalogs.Rest;

namespace Ingest.Tests.Iceberg.Catalogs;

/// <summary>The signatures that Amazon publishes: the example of its documentation, and requests of its test suite for Signature Version 4.</summary>
public sealed class SigV4Tests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static readonly AwsKey Key = new("AKIDEXAMPLE", Secret, SessionToken: null);
    private static readonly DateTimeOffset Time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("GET", "/?Param1=value2&Param1=value1", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694")]
    [InlineData("GET", "/?%E1%88%B4=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04")]
    public void Signs_as_the_test_suite_does(string method, string path, string signature)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"https://example.amazonaws.com{path}");
        new SigV4Signer("us-east-1", "service").Sign(request, [], Key, Time);
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}",
            request.Headers.Authorization?.ToString());
    }

    [Fact]
    public void Signs_a_body_and_its_type()
    {
        var body = "Param1=value1"u8.ToArray();
        using var request = Post(body, "application/x-www-form-urlencoded");
        new SigV4Signer("us-east-1", "service").Sign(request, body, Key, Time);
        Assert.EndsWith("SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a", request.Headers.Authorization?.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public void Signs_the_token_of_a_lent_key()
    {
        const string Token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/");
        new SigV4Signer("us-east-1", "service").Sign(request, [], Key with { SessionToken = Token }, Time);
        Assert.EndsWith("SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead", request.Headers.Authorization?.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public void Signs_the_example_of_the_documentation()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08");
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded; charset=utf-8") } };
        new SigV4Signer("us-east-1", "iam").Sign(request, [], Key, Time);
        Assert.EndsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", request.Headers.Authorization?.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public void Signing_again_takes_the_place_of_the_first_signature()
    {
        var body = Encoding.UTF8.GetBytes("{}");
        using var twice = Post(body, "application/json");
        using var once = Post(body, "application/json");
        var signer = new SigV4Signer("eu-central-1", "glue");
        signer.Sign(twice, body, Key with { SessionToken = "old" }, Time);
        signer.Sign(twice, body, Key, Time.AddMinutes(1));
        signer.Sign(once, body, Key, Time.AddMinutes(1));
        Assert.Equal(Lines(once), Lines(twice));
    }

    [Fact]
    public void A_path_is_escaped_once_more_than_it_is_sent()
    {
        // Computed by hand from the canonical path /iceberg/v1/namespaces/a%251Fb: no published vector has an escaped path.
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://glue.eu-central-1.amazonaws.com/iceberg/v1/namespaces/a%1Fb");
        new SigV4Signer("eu-central-1", "glue").Sign(request, [], Key, Time);
        Assert.EndsWith("Signature=54248c87ee8eeb99853e8a450ef682dc556d7f2775985d5d20c9a321490e2490", request.Headers.Authorization?.Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_does_not_tell_its_secret() =>
        Assert.DoesNotContain(Secret, (Key with { SessionToken = Secret }).ToString(), StringComparison.Ordinal);

    private static IEnumerable<string> Lines(HttpRequestMessage request) => request.Headers.ToString().Split('\n').Order(StringComparer.Ordinal);

    private static HttpRequestMessage Post(byte[] body, string type) => new(HttpMethod.Post, "https://example.amazonaws.com/")
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
    };
}
