using Ingest.Load.Running;
using Ingest.Load.Wire;

namespace Ingest.Load.Traffic;

/// <summary>
/// The visitors of one connection, and what they send: decided by seed, plan and number of the lane alone. A few visits go on at once; when one is
/// over, another begins, of somebody new or of somebody who was here before.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class Lane
{
    private const int VisitsAtOnce = 4;
    private const int NumberBits = 36;
    private const int ReturningPercent = 40;
    private const int CampaignPercent = 12;
    private const int NewPagePercent = 70;
    private const int CustomPercent = 22;
    private const int PurchasePercent = 4;

    private static readonly Popularity Pages = new(Catalog.Pages.Count);
    private static readonly Popularity Referrers = new(Catalog.Referrers.Count);

    private readonly MessageWriter _messages;
    private readonly LoadPlan _plan;
    private readonly int _index;
    private readonly ulong _peopleBack;
    private readonly Visit[] _visits = [.. Enumerable.Range(0, VisitsAtOnce).Select(_ => new Visit())];
    private Dice _dice;
    private ulong _people;
    private ulong _made;

    /// <summary>Begins the first visits.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="messages">Writes the messages.</param>
    /// <param name="index">Which of the plan's connections it is.</param>
    public Lane(LoadPlan plan, MessageWriter messages, int index)
    {
        (_plan, _messages, _index) = (plan, messages, index);
        _peopleBack = (ulong)Math.Max(1, plan.Visitors / plan.Connections);
        _dice = Dice.Of(plan.Seed ^ 0xC0FF_EE00, (ulong)index);
        Last = _visits[0];
        foreach (var visit in _visits)
        {
            Begin(visit);
        }
    }

    /// <summary>Whose message was made last.</summary>
    public Visit Last { get; private set; }

    /// <summary>Number of the message that is made next; those of one lane follow each other, and no other lane has them.</summary>
    public ulong NextNumber => ((ulong)_index << NumberBits) | _made;

    /// <summary>Appends the next message.</summary>
    public void Next(RequestBuffer body)
    {
        Last = _visits[_dice.Below(VisitsAtOnce)];
        if (Last.IsOver)
        {
            Begin(Last);
        }

        var kind = Last.IsNew ? MessageKind.PageView : Draw();
        if (kind == MessageKind.PageView && !Last.IsNew)
        {
            (Last.PageBefore, Last.Page) = (Last.Page, Pages.Draw(ref _dice));
        }

        _messages.Write(body, Last, kind, NextNumber, ref _dice);
        _made++;
    }

    private MessageKind Draw() => _dice.Below(100) switch
    {
        < NewPagePercent => MessageKind.PageView,
        < NewPagePercent + CustomPercent => MessageKind.Custom,
        < NewPagePercent + CustomPercent + PurchasePercent => MessageKind.Purchase,
        _ => MessageKind.Identify,
    };

    private void Begin(Visit visit)
    {
        var isBack = _people > 0 && _dice.Hits(ReturningPercent);
        var person = isBack ? _people - 1 - (ulong)_dice.Below((int)Math.Min(_people, _peopleBack)) : _people++;
        visit.Begin(
            Person.Of(_plan.Seed, (person * (ulong)_plan.Connections) + (ulong)_index, _messages.Sites),
            Referrers.Draw(ref _dice),
            _dice.Hits(CampaignPercent) ? _dice.Below(Catalog.Campaigns.Count) : -1,
            ref _dice);
        visit.Page = Pages.Draw(ref _dice);
    }
}
