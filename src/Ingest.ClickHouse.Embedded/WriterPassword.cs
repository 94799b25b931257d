using System.Security.Cryptography;
using Ingest.ClickHouse.Embedded.Engine;

namespace Ingest.ClickHouse.Embedded;

/// <summary>The generated password of the user <c>ingest</c>, kept in the data folder with mode 0600.</summary>
public static class WriterPassword
{
    /// <summary>The name of the user that writes.</summary>
    public const string User = "ingest";

    /// <summary>Reads the password of the engine in the data folder <paramref name="path"/>, and makes one the first time.</summary>
    /// <exception cref="IOException">The folder or the file cannot be read or written.</exception>
    public static string ReadOrCreate(string path)
    {
        var file = new EngineFolder(Path.GetFullPath(path)).PasswordFile;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (!File.Exists(file))
            Create(file);
        return File.ReadAllText(file).Trim();
    }

    // Linked into place when complete, so that two first starts agree on one password.
    private static void Create(string file)
    {
        var draft = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options))
            writer.Write(RandomNumberGenerator.GetHexString(48, lowercase: true));
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
