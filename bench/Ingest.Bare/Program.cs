using Ingest.Bare;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

// The yardstick: what Kestrel does on this machine for a request that is read to its end and answered, and for nothing else.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().UseUrls(args is [var url] ? url : "http://127.0.0.1:0");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
var app = builder.Build();
app.Run(BareEndpoint.AnswerAsync);

await app.StartAsync();
var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
Console.WriteLine($"{BareEndpoint.ListeningPrefix}{address}");
await app.WaitForShutdownAsync();
