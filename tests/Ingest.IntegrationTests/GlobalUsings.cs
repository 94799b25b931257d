global using Ingest.Tests;
global using Ingest.Tests.Fakes;
global using Xunit;
