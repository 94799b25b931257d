using System.Text;
using Ingest.Core.Enrichment;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment;

/// <summary>A context with one message, and what tests put into and read from it.</summary>
internal static class EnrichmentContexts
{
    public static EnrichmentContext Create()
    {
        var request = new IntakeRequest();
        request.Add();
        var context = new EnrichmentContext();
        context.Start(request, 0);
        return context;
    }

    public static EnrichmentContext With(this EnrichmentContext context, PayloadField field, string text)
    {
        context.Payload.Set(field, context.Request.Arena.Append(Encoding.UTF8.GetBytes(text)));
        return context;
    }

    public static EnrichmentContext WithAddress(this EnrichmentContext context, string text)
    {
        context.Request.Context.ClientAddress = context.Request.Arena.Append(Encoding.UTF8.GetBytes(text));
        return context;
    }

    public static string Text(this EnrichmentContext context, TextField field) => Encoding.UTF8.GetString(context.Draft[field]);
}
