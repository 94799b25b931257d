namespace Ingest.Load.Traffic;

/// <summary>One visit of a person: walks over pages, and keeps the token that the server gave, as the tracker does until the page is left.</summary>
internal sealed class Visit
{
    // Ours have some 270 bytes, Umami's the same; a longer one is not sent back.
    private const int TokenBytesMax = 1024;
    private const int BouncePercent = 40;
    private const int LengthMax = 10;

    private readonly byte[] _token = new byte[TokenBytesMax];
    private int _tokenLength;
    private int _messagesLeft;

    /// <summary>Who.</summary>
    public Person Person { get; private set; }

    /// <summary>Index of the page that is shown.</summary>
    public int Page { get; set; }

    /// <summary>Index of the page before; -1 at the beginning.</summary>
    public int PageBefore { get; set; }

    /// <summary>Index of the referrer that the visit came from.</summary>
    public int Referrer { get; private set; }

    /// <summary>Index of the campaign that the visit came from; -1 for none.</summary>
    public int Campaign { get; private set; }

    /// <summary>True when the next message is the first.</summary>
    public bool IsNew { get; private set; }

    /// <summary>True when all messages are sent.</summary>
    public bool IsOver => _messagesLeft == 0;

    /// <summary>What the server gave; empty before its first reply.</summary>
    public ReadOnlySpan<byte> Token => _token.AsSpan(0, _tokenLength);

    /// <summary>Begins a visit.</summary>
    public void Begin(Person person, int referrer, int campaign, ref Dice dice)
    {
        (Person, Referrer, Campaign, IsNew, PageBefore, _tokenLength) = (person, referrer, campaign, true, -1, 0);
        _messagesLeft = dice.Hits(BouncePercent) ? 1 : 2 + dice.Below(LengthMax);
    }

    /// <summary>Notes that a message was made.</summary>
    public void Step() => (IsNew, _messagesLeft) = (false, _messagesLeft - 1);

    /// <summary>Keeps the server's token.</summary>
    public void Keep(ReadOnlySpan<byte> token)
    {
        if (token.Length <= TokenBytesMax)
        {
            token.CopyTo(_token);
            _tokenLength = token.Length;
        }
    }
}
