namespace Ingest.Core.Events;

/// <summary>Facts about <see cref="TextField"/> that code of several stages needs.</summary>
public static class TextFields
{
    /// <summary>Number of text fields.</summary>
    public const int Count = (int)TextField.Currency + 1;

    /// <summary>Length to which a field is truncated, in UTF-16 units: the column widths of Umami 3.4.</summary>
    public static int UnitsMax(TextField field) => field switch
    {
        TextField.EventName or TextField.Tag or TextField.DistinctId or TextField.City => 50,
        TextField.Hostname => 100,
        TextField.UrlPath or TextField.UrlQuery or TextField.PageTitle => 500,
        TextField.ReferrerPath or TextField.ReferrerQuery or TextField.ReferrerDomain => 500,
        >= TextField.UtmSource and <= TextField.Twclid => 255,
        TextField.Browser or TextField.Os or TextField.Device or TextField.Region => 20,
        TextField.Screen => 11,
        TextField.Language => 35,
        TextField.Country => 2,
        TextField.Currency => 10,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "The field has no length"),
    };
}
