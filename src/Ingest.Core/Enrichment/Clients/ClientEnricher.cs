using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>Fills browser, operating system and device: as the payload says, else as the user agent and the screen tell.</summary>
/// <remarks>Hot path: no allocation per event. Runs after the bot step, which looks the user agent up.</remarks>
public sealed class ClientEnricher : IEnricher
{
    private const int Utf16UnitsMax = 20;

    /// <inheritdoc/>
    public string Name => "client";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var facts = context.UserAgentFacts;
        Fill(context, TextField.Browser, PayloadField.Browser, facts.Browser);
        Fill(context, TextField.Os, PayloadField.Os, facts.Os);
        Fill(context, TextField.Device, PayloadField.Device, DeviceOf(facts, context.Payload[PayloadField.Screen]));
        return RejectionReason.None;
    }

    private static ReadOnlySpan<byte> DeviceOf(UserAgentFacts facts, ReadOnlySpan<byte> screen)
    {
        if (facts.Device.Length > 0)
        {
            return facts.Device;
        }

        return ScreenWidth.IsLaptop(screen) ? "laptop"u8 : "desktop"u8;
    }

    private static void Fill(EnrichmentContext context, TextField field, PayloadField source, ReadOnlySpan<byte> detected)
    {
        var text = context.Payload.Has(source) ? context.Payload[source] : detected;
        context.Draft.Set(field, text[..Utf16Length.TruncatedLength(text, Utf16UnitsMax)]);
    }
}
