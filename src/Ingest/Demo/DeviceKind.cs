namespace Ingest.Demo;

/// <summary>What a browser runs on: it decides how fast pages are.</summary>
internal enum DeviceKind
{
    /// <summary>A desktop or a laptop.</summary>
    Computer,

    /// <summary>A phone.</summary>
    Phone,

    /// <summary>A tablet.</summary>
    Tablet,
}
