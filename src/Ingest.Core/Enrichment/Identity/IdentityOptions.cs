namespace Ingest.Core.Enrichment.Identity;

/// <summary>How sessions and visits get their ids. With the <c>APP_SECRET</c> of an Umami server the ids and tokens equal that server's.</summary>
public sealed class IdentityOptions
{
    /// <summary>Name of Umami 3.1's formula: an id given by the caller replaces address and user agent.</summary>
    public const string Umami31 = "umami-3.1";

    /// <summary>Name of Umami 3.4's formula: an id given by the caller is one more part beside address and user agent.</summary>
    public const string Umami34 = "umami-3.4";

    /// <summary>
    /// The secret that all ids and tokens are derived from; any text. Without one, two servers would disagree and nobody could
    /// tell, so an empty secret is an error here; the binary makes one on first start and keeps it.
    /// </summary>
    public string AppSecret { get; set; } = "";

    /// <summary><c>umami-3.1</c> or <c>umami-3.4</c>. Default: <c>umami-3.4</c>, the newest.</summary>
    public string Formula { get; set; } = Umami34;

    /// <summary>How long an anonymous visitor keeps one session id. Default: <see cref="SaltRotation.Month"/>, Umami's default.</summary>
    public SaltRotation SaltRotation { get; set; } = SaltRotation.Month;

    /// <summary>What is wrong with these options, one text per fault; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (AppSecret.Length == 0)
        {
            yield return "Identity:AppSecret is empty. Set APP_SECRET to any long random text, the same on every server.";
        }

        if (Formula is not (Umami31 or Umami34))
        {
            yield return $"Identity:Formula is '{Formula}'. Set it to {Umami34} (default) or {Umami31}.";
        }

        if (!Enum.IsDefined(SaltRotation))
        {
            yield return $"Identity:SaltRotation is '{SaltRotation}'. Set it to Day, Week or Month (default).";
        }
    }
}
