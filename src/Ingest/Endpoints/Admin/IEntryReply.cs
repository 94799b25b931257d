using Ingest.Core.Registry;

namespace Ingest.Endpoints.Admin;

/// <summary>What the API says of an entry.</summary>
/// <typeparam name="T">The entry.</typeparam>
/// <typeparam name="TReply">The type itself.</typeparam>
internal interface IEntryReply<T, TReply>
    where T : class, IRegistryEntry<T>
{
    /// <summary>The reply for an entry; <paramref name="urls"/> are the addresses that clients reach this server at.</summary>
    static abstract TReply Of(T entry, PublicUrls urls);
}
