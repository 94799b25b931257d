namespace Ingest.Core.Registry;

/// <summary>Why a registry was not read or changed.</summary>
public enum RegistryFault
{
    /// <summary>The document is broken, or where it lies cannot be reached.</summary>
    Unavailable,

    /// <summary>The entry breaks a rule.</summary>
    Invalid,

    /// <summary>Its id or its name is another's, or it is in the wrong state: deleted, or not.</summary>
    Conflict,

    /// <summary>No entry has this id.</summary>
    Unknown,

    /// <summary>The entry is not any more as the caller had read it.</summary>
    Changed,
}
