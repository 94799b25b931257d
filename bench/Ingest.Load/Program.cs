using System.CommandLine;

var root = new RootCommand("Loads a server that speaks Umami's wire format, and measures it.");
return await root.Parse(args).InvokeAsync();
