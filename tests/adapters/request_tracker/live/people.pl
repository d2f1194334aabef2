# Queues, accounts and rights of the tests, and a token for the account that reads.
our @Queues = map { { Name => $_, SLADisabled => 0 } } qw(Support Network);
our @Users  = (
    ( map { { Name => $_, EmailAddress => "$_\@loop.test", Password => 'password', Privileged => 1 } }
        qw(anna berta robot reader) ),
    {   Name         => 'carla',
        EmailAddress => 'carla@acme.example',
        Organization => 'Acme',
        Password     => 'password',
        Privileged   => 0,
    },
);
our @CustomFields = (
    {   Name   => 'Severity',
        Type   => 'SelectSingle',
        Queue  => ['Support'],
        Values => [ { Name => 'Low' }, { Name => 'High' } ],
    },
    { Name => 'Products', Type => 'FreeformMultiple', Queue => ['Support'] },
);

sub granted {
    my ( $group, @rights ) = @_;
    return map { { Right => $_, GroupDomain => 'SystemInternal', GroupType => $group } } @rights;
}
our @ACL = (
    granted( 'Everyone', qw(SeeQueue CreateTicket ReplyToTicket ShowTicket SeeCustomField) ),
    granted(
        'Privileged',
        qw(ModifyTicket DeleteTicket OwnTicket TakeTicket CommentOnTicket ShowTicketComments
            ModifyCustomField ManageAuthTokens)
    ),
);
our @Final = (
    sub {
        require RT::AuthToken;
        my $reader = RT::User->new( RT->SystemUser );
        $reader->Load('reader');
        my $token = RT::AuthToken->new( RT::CurrentUser->new($reader) );
        my ( $made, $why, $text ) = $token->Create( Owner => $reader->Id, Description => 'audit' );
        die $why unless $made;
        open my $file, '>', "$ENV{SLARULES_FOLDER}/token" or die $!;
        print $file $text;
        close $file;
    },
);
1;
