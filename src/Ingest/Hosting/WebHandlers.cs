using Ingest.Access;
using Ingest.Endpoints;
using Ingest.Endpoints.Admin;

namespace Ingest.Hosting;

/// <summary>Who answers what.</summary>
/// <param name="Collect">The collecting paths.</param>
/// <param name="Operations">Health and metrics.</param>
/// <param name="Admin">The admin API.</param>
/// <param name="Failures">Wrong keys so far.</param>
internal sealed record WebHandlers(CollectHandler Collect, OperationsHandler Operations, AdminParts Admin, FailedTries Failures);
