# How Request Tracker runs in the tests: all it writes is in a folder of its own.
my $folder = $ENV{SLARULES_FOLDER};
my $port   = $ENV{SLARULES_PORT};
Set( $rtname,         'loop.test' );
Set( $Organization,   'loop.test' );
Set( $WebPath,        '' );
Set( $WebDomain,      '127.0.0.1' );
Set( $WebPort,        $port );
Set( $WebBaseURL,     "http://127.0.0.1:$port" );
Set( $Timezone,       'Europe/Berlin' );
Set( $DatabaseType,   'SQLite' );
Set( $DatabaseName,   "$folder/rt.db" );
Set( $MailCommand,    'testfile' );
Set( $BcryptCost,     4 );    # every request checks a login; at 12 that alone takes 0.25 s
Set( $LogToSyslog,    undef );
Set( $LogToFile,      undef );
Set( $LogToSTDERR,    'warning' );
$RT::VarPath        = "$folder/var";
$RT::MasonDataDir   = "$folder/var/mason";
$RT::MasonSessionDir = "$folder/var/session";

Set(
    %ServiceAgreements,
    Default => 'Gold',
    Levels  => {
        Gold   => { Resolve  => 480 },
        Silver => { Response => 120 },
        Bronze => {
            Resolve => {
                BusinessMinutes             => 480,
                IgnoreOnStatuses            => ['stalled'],
                ExcludeTimeOnIgnoredStatuses => 1,
            },
        },
        Night => { Starts => { RealMinutes => 0 }, Resolve => { RealMinutes => 360 } },
    },
);
my $day = 0;
Set(
    %ServiceBusinessHours,
    Default => {
        ( map { $day++ => { Name => $_, Start => '09:00', End => '17:00' } }
            qw(Sunday Monday Tuesday Wednesday Thursday Friday Saturday) ),
        0        => { Name => 'Sunday',   Start => undef, End => undef },
        6        => { Name => 'Saturday', Start => undef, End => undef },
        holidays => ['2026-11-23'],
    },
);
1;
