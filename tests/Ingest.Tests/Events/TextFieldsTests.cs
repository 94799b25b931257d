using Ingest.Core.Events;

namespace Ingest.Tests.Events;

public sealed class TextFieldsTests
{
    [Fact]
    public void Every_field_has_a_length() =>
        Assert.All(Enum.GetValues<TextField>(), field => Assert.InRange(TextFields.UnitsMax(field), 2, 500));

    [Fact]
    public void A_text_is_cut_to_its_field()
    {
        var draft = new EventDraft();
        draft.SetTruncated(TextField.Country, "DEU"u8);
        draft.SetTruncated(TextField.Screen, draft.Arena.Append("12345x67890123"u8));
        Assert.Equal("DE"u8, draft[TextField.Country]);
        Assert.Equal("12345x67890"u8, draft[TextField.Screen]);
    }
}
